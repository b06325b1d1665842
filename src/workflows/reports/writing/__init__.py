"""An annual report as a Word file, a workbook, a page: the same layout, the same numbers."""
