"""The queries behind `content`; `?` is a claim's id, or null for all claims."""

BUILD = "select build_id, built_at, code_version from build"
SOURCES = (
    "select source_id, title, publisher, url, license, attribution from source order by source_id"
)
DOCUMENTS = """
select document_id, title, as_of, as_of_basis, sha256, characters
from document
order by document_id
"""
DEFINITIONS = """
select
    definition.definition_id,
    definition.title,
    definition.numerator,
    definition.denominator,
    definition.rationale,
    signal.title as signal,
    signal.unit,
    signal.quality,
    signal.caveat,
    signal.source_id
from definition
join signal on signal.signal_id = definition.signal_id
order by definition.definition_id
"""
BREAKS = """
select break_id, min(effect) as effect, min(citation) as citation
from series_break
group by break_id
order by break_id
"""
CLAIMS = """
with wanted as (
    select ?::varchar as claim_id
)
select
    claim.claim_id,
    claim.cluster,
    claim.cluster_title,
    claim.kind,
    claim.statement,
    verdict.claimed as said,
    claim.as_of,
    claim.hedge,
    hedge.reading as hedge_reading,
    claim.scope,
    claim.reading,
    verdict.accepted,
    region.accepted_low,
    region.accepted_high,
    verdict.verdict,
    verdict.answer,
    verdict.found_title,
    verdict.found_shown,
    verdict.found_period,
    verdict.tests,
    verdict.holding,
    verdict.failing,
    verdict.inconclusive,
    verdict.found_test_id,
    verdict.explanation,
    verdict.would_flip
from claim
cross join wanted
join claim_verdict as verdict on verdict.claim_id = claim.claim_id
left join acceptance as region on region.claim_id = claim.claim_id
left join hedge on hedge.hedge = claim.hedge
where wanted.claim_id is null or claim.claim_id = wanted.claim_id
order by claim.position, claim.claim_id
"""
PLACES = """
with wanted as (
    select ?::varchar as claim_id
)
select
    place.claim_id,
    document.document_id,
    document.title,
    document.as_of,
    document.sha256,
    place.line,
    place.char_start,
    place.char_end
from claim_occurrence as place
cross join wanted
join document on document.document_id = place.document_id
where wanted.claim_id is null or place.claim_id = wanted.claim_id
order by place.claim_id, place.document_id, place.char_start
"""
EVIDENCE = """
with wanted as (
    select ?::varchar as claim_id
)
select
    evidence.claim_id,
    evidence.test_id,
    evidence.test_title as title,
    evidence.role,
    evidence.moment,
    evidence.moment = verdict.decided_at as deciding,
    evidence.period,
    evidence.measured,
    evidence.low,
    evidence.high,
    evidence.shown,
    evidence.interval_shown,
    evidence.outcome,
    evidence.decides,
    evidence.quality,
    evidence.remark,
    evidence.periods,
    counted.days,
    evidence.flags,
    evidence.locators,
    evidence.sql,
    claim.kind,
    claim.subject,
    claim.comparator,
    subject.name as subject_name,
    other.name as comparator_name,
    evidence.definition_id,
    signal.source_id,
    -- no counts where the source publishes percentages alone
    case when signal.unit <> 'percent' then counted.numerator end as numerator,
    case when signal.unit <> 'percent' then counted.denominator end as denominator,
    case when signal.unit <> 'percent' then counted.other end as comparator_numerator
from claim_evidence as evidence
cross join wanted
join claim on claim.claim_id = evidence.claim_id
join claim_verdict as verdict on verdict.claim_id = evidence.claim_id
left join project as subject on subject.project_id = claim.subject
left join project as other on other.project_id = claim.comparator
left join definition on definition.definition_id = evidence.definition_id
left join signal on signal.signal_id = definition.signal_id
left join window_count as counted
    on counted.test_id = evidence.test_id
    and counted.moment = evidence.moment
    and counted.part = 'at'
where wanted.claim_id is null or evidence.claim_id = wanted.claim_id
order by evidence.claim_id, evidence.position, evidence.moment desc
"""
FITS = """
-- measurements at other periods that the explanation names because the claim's figure is theirs
with wanted as (
    select ?::varchar as claim_id
),
named as (
    select
        fit.claim_id,
        fit.nearness,
        fit.measured,
        definition.title || ', ' || year(fit.period_start) as what,
        ' in ' || year(fit.period_start) || ' (“' || definition.title || '”)' as place,
        query.share_query,
        definition.pool,
        fit.period_start,
        fit.period_end
    from claim_fit as fit
    join claim on claim.claim_id = fit.claim_id
    join definition on definition.definition_id = fit.definition_id
    join definition_query as query
        on query.definition_id = fit.definition_id and query.project_id = claim.subject
    where claim.kind = 'share'
)
select
    named.claim_id,
    named.what,
    named.measured,
    named.share_query,
    named.pool,
    named.period_start,
    named.period_end
from named
cross join wanted
join claim_verdict on claim_verdict.claim_id = named.claim_id
where
    (wanted.claim_id is null or named.claim_id = wanted.claim_id)
    and contains(claim_verdict.explanation, named.place)
order by named.claim_id, named.nearness
"""
LEFT_OUT = """
-- how much a narrower base leaves out, where the explanation says so
with wanted as (
    select ?::varchar as claim_id
)
select
    seen.claim_id,
    seen.definition_id,
    seen.test_title as title,
    part.project_id,
    part.period_start,
    part.period_end,
    part.share,
    part.at_least,
    definition.left_out
from claim_evidence as seen
cross join wanted
join claim on claim.claim_id = seen.claim_id
join claim_verdict as verdict
    on verdict.claim_id = seen.claim_id and verdict.decided_at = seen.moment
join base_left_out as part
    on part.definition_id = seen.definition_id
    and part.project_id = claim.subject
    and part.period_start = seen.period_start
    and part.period_end = seen.period_end
join definition on definition.definition_id = seen.definition_id
where
    (wanted.claim_id is null or seen.claim_id = wanted.claim_id)
    and contains(verdict.explanation, definition.left_out || ': ')
order by seen.claim_id, seen.position
"""
