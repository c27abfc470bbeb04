"""Full-text search: Russian analysis, the Whoosh index, its published form, and questions asked of it."""
