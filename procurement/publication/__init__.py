"""What is published of a call, a result, a contract: the body that never changes, its words on a page, its sheets."""
