"""The HTTP server of the carrier: the REST API in the shapes of Twilio's, and the handsets."""
