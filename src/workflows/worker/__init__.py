"""What runs by itself: sweeps, deliveries, a durable engine."""
