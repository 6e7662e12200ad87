-- The region a measurement must lie in for a claim to hold; from its figure and hedge alone.
--
-- grain: claim_id
--
-- claim_id        the claim
-- accepted_low    lower end, included; null for none
-- accepted_high   upper end, included; null for none
-- accepted        the region in words
with margin as (
    select
        claim.claim_id,
        claim.kind,
        claim.asserted_low,
        claim.asserted_high,
        hedge.side,
        case when claim.kind in ('share', 'change') then hedge.share_bound
            else hedge.ratio_bound end as bound,
        coalesce(
            hedge.digits_margin * claim.last_digit,
            case when claim.kind in ('share', 'change') then hedge.share_margin
                else hedge.ratio_margin * claim.asserted_low end,
            0
        ) as width
    from claim
    join hedge on hedge.hedge = claim.hedge
),
region as (
    select
        claim_id,
        kind,
        case
            when kind = 'order' then 1
            when side = 'at least' then coalesce(asserted_low, bound) - width
            when side in ('both', 'range') then asserted_low - width end as low,
        case
            when side = 'at most' then coalesce(asserted_high, bound) + width
            when side in ('both', 'range') then asserted_high + width end as high
    from margin
),
clamped as (
    select
        claim_id,
        kind,
        case when kind = 'share' then greatest(0, low) else low end as low,
        case when kind = 'share' then least(1, high) else high end as high
    from region
),
worded as (
    select
        clamped.*,
        case
            when kind = 'share' then format('{:.1f} %', 100 * low)
            when kind = 'change' then format('{:+.1f} points', 100 * low)
            when kind = 'level' then format('{:,d}', round(low)::bigint)
            else format('{:.2f}', low) end as low_text,
        case
            when kind = 'share' then format('{:.1f} %', 100 * high)
            when kind = 'change' then format('{:+.1f} points', 100 * high)
            when kind = 'level' then format('{:,d}', round(high)::bigint)
            else format('{:.2f}', high) end as high_text
    from clamped
)
select
    claim_id,
    low as accepted_low,
    high as accepted_high,
    case
        when kind = 'order' then 'a ratio above 1'
        when high is null or kind = 'share' and high = 1 then low_text || ' or more'
        when low is null then high_text || ' or less'
        else low_text || ' to ' || high_text end as accepted
from worded
