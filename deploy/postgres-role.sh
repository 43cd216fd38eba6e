# Makes the service's own role when the database is first made: it owns nothing, and `ringround migrate` gives it rights.
psql --set ON_ERROR_STOP=1 --set password="$(cat /run/secrets/service_password)" \
    --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<-'SQL'
	CREATE ROLE ringround LOGIN PASSWORD :'password';
SQL
