"""Who may use the assistant and what each may see: users, keys, sessions, collections with members, the audit log."""
