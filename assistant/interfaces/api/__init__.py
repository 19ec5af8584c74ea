"""The HTTP interface: the objects of `wire` under `/api`, with the page mounted beside it by `web`."""
