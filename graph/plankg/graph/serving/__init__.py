"""The graph as a web service: a SPARQL endpoint, pages and JSON, answered by processes that can be killed."""
