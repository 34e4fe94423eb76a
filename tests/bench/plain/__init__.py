"""What the lane is measured against: Faust as its documentation shows it."""
