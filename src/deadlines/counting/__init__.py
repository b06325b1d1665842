"""From rule, facts and calendar to a due date."""
