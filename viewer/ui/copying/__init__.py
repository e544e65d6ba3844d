"""What dialogs that make copies share: pages, how far a job is, what came of it."""
