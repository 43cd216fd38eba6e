"""Who may do what at a page: sessions by cookie, forms that only our own pages can send, and the table of routes."""
