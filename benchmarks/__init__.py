"""How fast Marelle is, beside what its machine could do at best. See README.md here."""
