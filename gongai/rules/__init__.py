"""What a filing, an agreement and a delegation must fulfil: pure functions that write findings."""
