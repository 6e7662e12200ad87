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
LISTED = """
-- what lists and links need of every claim, in the order of their files
select
    claim.claim_id,
    claim.cluster,
    claim.cluster_title,
    claim.statement,
    verdict.verdict,
    verdict.answer,
    verdict.claimed,
    verdict.found_shown,
    verdict.explanation,
    verdict.undecided,
    count(distinct place.document_id) as documents
from claim
join claim_verdict as verdict using (claim_id)
left join claim_occurrence as place using (claim_id)
group by all
order by min(claim.position), claim.claim_id
"""
SAID = """
-- the claims of a document in the order in which it first makes them, with the lines
select
    claim_id,
    list(distinct line order by line) as lines
from claim_occurrence
where document_id = ?
group by claim_id
order by min(char_start), claim_id
"""
CHANGES = """
-- verdicts that changed, the newest first; not the first verdict of a claim
select
    change.build_id,
    change.changed_at,
    change.claim_id,
    claim.statement,
    change.before,
    change.after,
    verdict.explanation,
    string_agg(coalesce(source.title, cause.name), '; ' order by cause.position) as because
from verdict_change as change
join claim using (claim_id)
join claim_verdict as verdict using (claim_id)
left join (
    select
        build_id,
        claim_id,
        unnest(string_split(because, ', ')) as name,
        generate_subscripts(string_split(because, ', '), 1) as position
    from verdict_change
) as cause using (build_id, claim_id)
left join source on source.source_id = cause.name
where change.before is not null
group by all
order by change.changed_at desc, change.claim_id
limit 200
"""
SIGNALS = """
select
    signal.signal_id,
    signal.title,
    signal.unit,
    signal.measure,
    signal.population,
    signal.quality,
    signal.caveat,
    signal.source_id,
    count(*) as figures,
    count(distinct figure.project_id) as projects,
    min(figure.period_start) as first_day,
    max(figure.period_end) - 1 as newest_day
from signal
join latest_observation as figure using (signal_id)
group by all
order by signal.title, signal.signal_id
"""
CLAIMS_DATA = """
-- every claim with its answer, verdict and what was measured, one row each, for programs
select
    claim.claim_id,
    claim.cluster_title as topic,
    claim.statement,
    claim.kind,
    claim.subject,
    claim.comparator,
    claim.as_of,
    claim.hedge,
    claim.scope,
    verdict.answer,
    verdict.verdict,
    verdict.claimed,
    verdict.accepted,
    verdict.found_shown as found,
    verdict.found_period,
    verdict.found_title as found_by,
    verdict.primary_measured,
    verdict.primary_low,
    verdict.primary_high,
    verdict.measured_least,
    verdict.measured_most,
    verdict.tests,
    verdict.holding,
    verdict.failing,
    verdict.inconclusive,
    verdict.explanation,
    verdict.would_flip,
    build.build_id
from claim
join claim_verdict as verdict using (claim_id)
cross join build
order by claim.position, claim.claim_id
"""
EVIDENCE_DATA = """
-- everything that a claim was held against, one row for each test and moment, for programs
with wanted as (
    select ?::varchar as claim_id
)
select
    evidence.claim_id,
    evidence.test_id,
    evidence.test_title as counted,
    evidence.definition_id,
    evidence.fact_id,
    evidence.part,
    evidence.moment,
    evidence.moment = verdict.decided_at as at_its_date,
    evidence.period,
    evidence.period_start,
    evidence.period_end,
    evidence.measured,
    evidence.low,
    evidence.high,
    evidence.shown,
    evidence.outcome,
    evidence.decides,
    evidence.quality,
    evidence.remark,
    evidence.flags,
    evidence.locators,
    evidence.sql,
    build.build_id
from claim_evidence as evidence
cross join wanted
join claim_verdict as verdict on verdict.claim_id = evidence.claim_id
cross join build
where wanted.claim_id is null or evidence.claim_id = wanted.claim_id
order by evidence.claim_id, evidence.position, evidence.moment desc
"""
SIGNAL_DATA = """
-- every figure of a signal in its newest version, for programs
select
    figure.signal_id,
    figure.project_id,
    project.name,
    figure.identifier,
    figure.segment,
    figure.period_start,
    figure.period_end,
    figure.value,
    figure.base,
    figure.precision,
    figure.complete,
    figure.suspect,
    figure.quality,
    figure.observed_at,
    figure.locator
from latest_observation as figure
join project using (project_id)
where figure.signal_id = ?
order by
    figure.segment, figure.project_id, figure.identifier, figure.period_start, figure.period_end
"""
SHARES = """
-- shares of the projects that are largest now, by the definition of a signal that measures most;
-- at most one figure a month; figures that may not be evidence are open
with usable as (
    select
        share.*,
        definition.title,
        definition.numerator as counted,
        definition.denominator as base
    from share
    join definition using (definition_id)
    where definition.signal_id = ?
),
chosen as (
    select definition_id
    from usable
    group by definition_id
    order by count(distinct project_id) desc, count(*) desc, definition_id
    limit 1
),
largest as (
    select
        project_id,
        row_number() over (order by max_by(share, period_end) desc, project_id) as turn
    from usable
    join chosen using (definition_id)
    where usable.usable and usable.complete
    group by project_id
)
select
    usable.definition_id,
    usable.title,
    usable.counted,
    usable.base,
    usable.project_id,
    project.name,
    usable.period_start,
    usable.period_end,
    usable.share as value,
    usable.low,
    usable.high,
    usable.denominator,
    not usable.usable or not usable.complete as open
from usable
join chosen using (definition_id)
join largest using (project_id)
join project using (project_id)
where largest.turn <= 5
qualify row_number() over (
    partition by usable.project_id, date_trunc('month', usable.period_end - 1)
    order by usable.usable and usable.complete desc, usable.period_end desc, usable.period_start
) = 1
order by largest.turn, usable.period_start, usable.period_end
"""
COUNTS = """
-- figures of the projects that are largest now, in the segment of a signal with most of them; at
-- most one a month
with figure as (
    select
        segment,
        project_id,
        period_start,
        period_end,
        sum(coalesce(per_day, value)) as value,
        bool_or(suspect or not complete) as open
    from latest_observation
    where signal_id = ? and role in ('primary', 'former')
    group by all
),
chosen as (
    select segment
    from figure
    group by segment
    order by count(*) desc, segment
    limit 1
),
largest as (
    select
        project_id,
        row_number() over (order by max_by(value, period_end) desc, project_id) as turn
    from figure
    join chosen using (segment)
    where not open
    group by project_id
)
select
    figure.segment,
    figure.project_id,
    project.name,
    figure.period_start,
    figure.period_end,
    figure.value,
    figure.open
from figure
join chosen using (segment)
join largest using (project_id)
join project using (project_id)
where largest.turn <= 5
qualify row_number() over (
    partition by figure.project_id, date_trunc('month', figure.period_end - 1)
    order by figure.open, figure.period_end desc, figure.period_start
) = 1
order by largest.turn, figure.period_start, figure.period_end
"""
