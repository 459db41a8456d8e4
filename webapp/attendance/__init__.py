"""Who was there, as ticked on the spot, and what that changes on the bill."""
