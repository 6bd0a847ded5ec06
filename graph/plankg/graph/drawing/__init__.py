"""Pictures: what is drawn (the view model) apart from how it is drawn (pyvis and a page)."""
