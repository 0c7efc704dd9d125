import celery

assert celery.__version__.startswith("5.")
