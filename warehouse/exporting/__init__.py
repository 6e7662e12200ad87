"""Files for others, written from the published warehouse."""
