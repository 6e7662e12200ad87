"""What all collectors share: asking, recording, landing, running."""
