"""重大决策预公开: a major decision, from the catalogue of matters to what became of it."""
