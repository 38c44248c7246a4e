"""What has happened: the tables, the transaction and the chain. The only room that knows SQLAlchemy."""
