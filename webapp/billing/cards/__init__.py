"""Card payments: the port between families and banks, which alone decides what is paid."""
