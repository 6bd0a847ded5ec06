"""The graph for assistants: tools over the Model Context Protocol, each answer with ids, quotes and grades."""
