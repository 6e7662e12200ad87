-- The evidence of the given claims: what each definition or fact says, then and now, and from where.
with chosen as (
    select
        claim_evidence.*,
        claim.subject,
        claim.comparator,
        claim.position as claim_position,
        definition.numerator as numerator_words,
        definition.denominator as denominator_words,
        definition.rationale,
        definition.signal_id,
        fact.citation,
        fact.read_on,
        fact.note
    from claim_evidence
    join claim on claim.claim_id = claim_evidence.claim_id
    left join definition on definition.definition_id = claim_evidence.definition_id
    -- the value of the fact that was meant, of those it had in turn
    left join fact
        on fact.fact_id = claim_evidence.fact_id
        and (
            fact.value_start = claim_evidence.period_start
            or fact.valid_from is not distinct from claim_evidence.period_start
            and fact.valid_until is not distinct from claim_evidence.period_end
        )
    where list_contains($claims, claim_evidence.claim_id)
),
-- read once: the four joins below look into few rows
figure as (
    select *
    from share
    where definition_id in (select definition_id from chosen)
        and project_id in (select subject from chosen union all select comparator from chosen)
)
select
    chosen.claim_id,
    chosen.test_id,
    chosen.definition_id,
    chosen.fact_id,
    chosen.test_title as title,
    chosen.role,
    chosen.moment,
    chosen.subject,
    chosen.comparator,
    chosen.numerator_words,
    chosen.denominator_words,
    chosen.rationale,
    -- no counts where the source publishes percentages alone
    case when signal.unit <> 'percent' then share.numerator end as numerator,
    case when signal.unit <> 'percent' then share.denominator end as denominator,
    case when signal.unit <> 'percent' then other.numerator end as comparator_numerator,
    case when signal.unit <> 'percent' then early.numerator end as first_numerator,
    case when signal.unit <> 'percent' then other_early.numerator end as first_comparator_numerator,
    early.share as first_share,
    share.share as last_share,
    share.members,
    chosen.period_start,
    chosen.period_end,
    chosen.baseline_start,
    chosen.baseline_end,
    chosen.period,
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
    chosen.days_off,
    chosen.stale,
    chosen.quality,
    chosen.flags,
    chosen.citation,
    chosen.read_on,
    chosen.note,
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
left join figure as share
    on share.definition_id = chosen.definition_id
    and share.project_id = chosen.subject
    and share.period_start = chosen.period_start
    and share.period_end = chosen.period_end
left join figure as other
    on other.definition_id = chosen.definition_id
    and other.project_id = chosen.comparator
    and other.period_start = chosen.period_start
    and other.period_end = chosen.period_end
left join figure as early
    on early.definition_id = chosen.definition_id
    and early.project_id = chosen.subject
    and early.period_start = chosen.baseline_start
    and early.period_end = chosen.baseline_end
left join figure as other_early
    on other_early.definition_id = chosen.definition_id
    and other_early.project_id = chosen.comparator
    and other_early.period_start = chosen.baseline_start
    and other_early.period_end = chosen.baseline_end
order by chosen.claim_position, chosen.position, chosen.moment desc
