"""What runs while an image is built, and is in none."""
