"""What lists, scores and arrears say, as tables that are not yet drawn."""
