"""`/v1`: the library as OpenAI's clients expect a model; chat completions answered from the documents, with sources."""
