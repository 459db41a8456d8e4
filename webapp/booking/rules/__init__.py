"""What a family may do on a day, and why: pure decisions."""
