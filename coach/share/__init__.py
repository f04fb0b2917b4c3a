"""Share: an exported album served to phones in the local network, as the page that a site has."""
