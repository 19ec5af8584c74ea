"""What the assistant remembers beside the library: drafts with their versions, tasks with their history."""
