"""依申请公开: from the receipt of a request to its reply, its remedies and the archive."""
