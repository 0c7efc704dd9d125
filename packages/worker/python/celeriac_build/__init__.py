"""What makes images and runs tests, and is in no worker."""
