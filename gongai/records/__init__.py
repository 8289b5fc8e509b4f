"""What gongai speaks of: filing, agreement, project, plan, outcome, receipt. Frozen values, one noun a file."""
