"""A look at files that someone sends, and a data.yaml to begin with."""

from cjkit.data.proposal.proposing import Proposal, Written, propose_data, write_proposal

__all__ = ["Proposal", "Written", "propose_data", "write_proposal"]
