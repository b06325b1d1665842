"""Migrations of the schema, run by Alembic through ``disclosure db upgrade``."""
