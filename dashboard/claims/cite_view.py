"""What a reader takes away from a claim: words to cite it, its address, ClaimReview, badge."""

import json
from functools import partial
from typing import Any

import streamlit as st

from collectors import settings
from dashboard import address, downloads, marts
from warehouse.exporting import badges, claimreview


def show(claim: Any) -> None:
    """Show how to cite or share a claim of the register, and its verdict in forms to exchange.

    Args:
        claim: a row of query `claim`.
    """
    cite(claim, address.link(claim=claim.claim_id))
    name = claim.claim_id
    files = (
        ("ClaimReview (JSON-LD)", f"{name}.jsonld", "application/ld+json", review(name)),
        (
            "Badge (Shields)",
            f"{name}.json",
            "application/json",
            _json(partial(badges.badge, claim_id=name)),
        ),
    )
    with st.container(horizontal=True, gap="small"):
        for label, file, kind, made in files:
            st.download_button(
                label,
                made,
                file_name=file,
                mime=kind,
                icon=":material/download:",
                on_click="ignore",
                key=f"download {file}",
            )


def cite(claim: Any, link: str) -> None:
    """Show words with which a verdict can be cited, and its address.

    Args:
        claim: a row of query `claim`.
        link: where it is found again.
    """
    title, said = str(claim.statement).rstrip("."), [f"{claim.answer}. {claim.explanation}"]
    st.caption("To cite this verdict:")
    st.code(downloads.citation(title, said, link), language=None, wrap_lines=True)
    st.caption("Its address, which shows it again as it is now:")
    st.code(link, language=None, wrap_lines=True)


def review(claim_id: str) -> downloads.Later:
    """Return what makes a claim's ClaimReview, as text."""
    site = settings.get("SHARECHECK_SITE") or address.link().partition("?")[0].rpartition("/")[0]
    return _json(partial(claimreview.claim_review, claim_id=claim_id, site=site))


def _json(made: Any) -> downloads.Later:
    """Return what makes a document of the warehouse, written as `sharecheck export` writes it."""
    return marts.later(lambda con: json.dumps(made(con), indent=2, ensure_ascii=False) + "\n")
