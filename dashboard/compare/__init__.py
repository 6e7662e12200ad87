"""Any projects by every signal."""
