-- The evidence of the given claims: what each definition measured, then and now, and from where.
with chosen as (
    select
        claim_evidence.*,
        claim.subject,
        claim.comparator,
        claim.position as claim_position,
        definition.title,
        definition.numerator as numerator_words,
        definition.denominator as denominator_words,
        definition.rationale,
        definition.signal_id
    from claim_evidence
    join claim on claim.claim_id = claim_evidence.claim_id
    join definition on definition.definition_id = claim_evidence.definition_id
    where list_contains($claims, claim_evidence.claim_id)
)
select
    chosen.claim_id,
    chosen.test_id,
    chosen.definition_id,
    chosen.title,
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
    chosen.period_start,
    chosen.period_end,
    chosen.baseline_start,
    chosen.baseline_end,
    chosen.measured,
    chosen.low,
    chosen.high,
    chosen.accepted_low,
    chosen.accepted_high,
    chosen.outcome,
    chosen.decides,
    chosen.days_off,
    chosen.stale,
    chosen.quality,
    chosen.flags,
    chosen.sql,
    chosen.locators,
    signal.signal_id,
    signal.title as signal_title,
    signal.unit,
    signal.caveat,
    source.title as source_title,
    source.publisher,
    source.license,
    source.url
from chosen
join signal on signal.signal_id = chosen.signal_id
join source on source.source_id = signal.source_id
left join share
    on share.definition_id = chosen.definition_id
    and share.project_id = chosen.subject
    and share.period_start = chosen.period_start
    and share.period_end = chosen.period_end
left join share as other
    on other.definition_id = chosen.definition_id
    and other.project_id = chosen.comparator
    and other.period_start = chosen.period_start
    and other.period_end = chosen.period_end
order by chosen.claim_position, chosen.position, chosen.moment desc
