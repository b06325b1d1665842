"""Whom a clock binds or a state waits for, in general words."""

from __future__ import annotations

from collections.abc import Mapping

PARTIES: Mapping[str, str] = {
    "agency": "行政机关",
    "applicant": "申请人",
    "third_party": "第三方",
    "co_producer": "共同制作机关",
    "other_agency": "其他机关",
    "co_issuer": "联合发文机关",
    "secrecy_authority": "主管部门或者保密行政管理部门",
    "evaluator": "评估机构",
    "public": "社会公众",
    "head": "负责人",
}
"""Whom a clock binds or a state waits for, in Chinese."""
