-- The evidence of the given claims, of all where $claims is null: what each definition or fact says
-- at each moment, the deciding one first, and from where.
with chosen as (
    select
        claim_evidence.*,
        claim.kind,
        claim.subject,
        claim.comparator,
        claim.position as claim_position,
        claim.aspect,
        claim_verdict.decided_at as deciding_moment,
        definition.numerator as numerator_words,
        definition.denominator as denominator_words,
        definition.rationale,
        definition.signal_id,
        definition.left_out,
        fact.citation,
        fact.read_on,
        fact.note
    from claim_evidence
    join claim on claim.claim_id = claim_evidence.claim_id
    join claim_verdict on claim_verdict.claim_id = claim_evidence.claim_id
    left join definition on definition.definition_id = claim_evidence.definition_id
    -- the value of the fact that was meant, of those it had in turn
    left join fact
        on fact.fact_id = claim_evidence.fact_id
        and (
            fact.value_start = claim_evidence.period_start
            or fact.valid_from is not distinct from claim_evidence.period_start
            -- a value without an end of its own lasts until the next one begins
            and coalesce(fact.valid_until, claim_evidence.period_end)
                is not distinct from claim_evidence.period_end
        )
    where $claims::varchar[] is null or list_contains($claims::varchar[], claim_evidence.claim_id)
),
counted as (
    -- what was added up in a window; of a slope or a crossing the figures at its ends
    select
        window_count.test_id,
        window_count.moment,
        window_count.part,
        window_count.days,
        window_count.numerator,
        window_count.denominator,
        window_count.other,
        window_share.share
    from window_count
    left join window_share using (test_id, moment, part)
    where window_count.test_id in (select test_id from chosen)
    union all
    select
        chosen.test_id,
        chosen.moment,
        case when trend_figure.period_start = chosen.period_start then 'at' else 'since' end,
        trend_figure.period_end - trend_figure.period_start,
        trend_figure.numerator,
        trend_figure.denominator,
        trend_figure.other,
        trend_figure.share
    from chosen
    join trend_figure
        on trend_figure.test_id = chosen.test_id
        and (
            trend_figure.period_start = chosen.period_start
                and trend_figure.period_end = chosen.period_end
            or trend_figure.period_start = chosen.baseline_start
                and trend_figure.period_end = chosen.baseline_end
        )
)
select
    chosen.claim_id,
    chosen.test_id,
    chosen.definition_id,
    chosen.fact_id,
    chosen.test_title as title,
    chosen.role,
    chosen.part,
    chosen.moment,
    chosen.moment = chosen.deciding_moment as deciding,
    chosen.kind,
    chosen.subject,
    subject.name as subject_name,
    chosen.comparator,
    comparator.name as comparator_name,
    chosen.numerator_words,
    chosen.denominator_words,
    chosen.rationale,
    -- no counts where the source publishes percentages alone
    case when signal.unit <> 'percent' then later.numerator end as numerator,
    case when signal.unit <> 'percent' then later.denominator end as denominator,
    case when signal.unit <> 'percent' then later.other end as comparator_numerator,
    case when signal.unit <> 'percent' then early.numerator end as first_numerator,
    case when signal.unit <> 'percent' then early.other end as first_comparator_numerator,
    early.share as first_share,
    later.share as last_share,
    chosen.period_start,
    chosen.period_end,
    chosen.baseline_start,
    chosen.baseline_end,
    chosen.period,
    chosen.periods,
    later.days,
    early.days as first_days,
    chosen.widened,
    chosen.measured,
    chosen.low,
    chosen.high,
    chosen.shown,
    chosen.interval_shown,
    chosen.accepted_low,
    chosen.accepted_high,
    -- without a region there is nothing to judge by; and a fact shown for context says other things
    case
        when chosen.shown is not null and (
            chosen.accepted_low is null and chosen.accepted_high is null
            or chosen.role = 'context' and chosen.fact_id is not null
        ) then 'not judged'
        else chosen.outcome end as outcome,
    chosen.decides,
    refused.title as no_evidence_of,
    refused.reason as no_evidence_why,
    chosen.days_off,
    chosen.missing,
    chosen.remark,
    chosen.quality,
    chosen.flags,
    chosen.citation,
    chosen.read_on,
    chosen.note,
    part.share as left_out_share,
    part.at_least as left_out_at_least,
    chosen.left_out,
    wider.title as within_title,
    chosen.sql,
    chosen.locators,
    signal.signal_id,
    signal.title as signal_title,
    signal.unit,
    signal.caveat,
    source.source_id,
    source.title as source_title,
    source.publisher,
    source.license,
    source.url,
    source.live
from chosen
left join signal on signal.signal_id = chosen.signal_id
left join source on source.source_id = signal.source_id
left join aspect as refused
    on refused.aspect = chosen.aspect
    and refused.signal_id = chosen.signal_id
    and refused.evidence = 'no'
    and chosen.role = 'context'
left join project as subject on subject.project_id = chosen.subject
left join project as comparator on comparator.project_id = chosen.comparator
left join base_left_out as part
    on part.definition_id = chosen.definition_id
    and part.project_id = chosen.subject
    and part.period_start = chosen.period_start
    and part.period_end = chosen.period_end
left join definition as wider on wider.definition_id = part.within
left join counted as later
    on later.test_id = chosen.test_id and later.moment = chosen.moment and later.part = 'at'
left join counted as early
    on early.test_id = chosen.test_id and early.moment = chosen.moment and early.part = 'since'
order by
    chosen.claim_position,
    chosen.position,
    chosen.moment <> chosen.deciding_moment,
    list_position(['then', 'between', 'now'], chosen.moment)
