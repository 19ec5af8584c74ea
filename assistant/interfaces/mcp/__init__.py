"""The library as tools of other programs' models, over the Model Context Protocol: standard streams, or HTTP."""
