"""Long work that goes on when nobody waits for it, and survives the server's death."""
