"""What runs claimed jobs: an attempt, its sign of life, the worker around it, the supervisor around workers."""
