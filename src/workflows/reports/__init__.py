"""The annual report of an agency: its official form, and the audit of a published one, whoever made it."""
