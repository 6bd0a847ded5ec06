"""What can be said of a plan: terms, concept schemes, shapes, and the names that everything else uses."""

from plankg.ontology.vocabulary import AttributeTerm, ClassTerm, RelationTerm, Term, Vocabulary

__all__ = ["AttributeTerm", "ClassTerm", "RelationTerm", "Term", "Vocabulary"]
