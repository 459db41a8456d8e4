"""Files of rules and cases, as a clerk writes them: read, played, told (`rules try`)."""
