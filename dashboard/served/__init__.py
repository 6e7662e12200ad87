"""What the dashboard serves beside its pages, without a session: files, heads, plain pages."""
