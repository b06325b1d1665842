"""公文公开属性审查: who decides, when and why, whether a document is public, and that it then is."""
