"""Every way an act can be refused, one class per fact.

A refusal carries what the person needs: what happened (`title`, `detail`), why (`article`), and what can be
done now (`next`). The class docstring is the default title. api/errors.py maps each class to an HTTP status.
"""
from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """办理未完成"""

    code = "refused"
    article: str | None = None
    next: str | None = None
    #: whether the refusal itself is kept in the chain: somebody tried what the law forbids them
    audited = False

    def __init__(self, detail: str = "", *, article: str | None = None, next: str | None = None, **data: Any):
        """
        Args:
            detail: one Chinese sentence saying what happened, with the names and dates of this case.
            article: the article of law behind it, e.g. "行政处罚法第五十八条".
            next: what the person can do now, in Chinese.
            data: facts for programs; they appear beside the text in problem+json.
        """
        super().__init__(detail or self.title)
        self.detail = detail
        self.article = article or type(self).article
        self.next = next or type(self).next
        self.data = data

    @property
    def title(self) -> str:
        """The class's one-line docstring: the short Chinese name of the refusal."""
        return (type(self).__doc__ or "").strip().splitlines()[0]

    def as_dict(self) -> dict[str, Any]:
        """The refusal as plain JSON values, for the API, the CLI and the scenario timeline."""
        body = {"code": self.code, "title": self.title, "detail": self.detail or self.title}
        if self.article:
            body["article"] = self.article
        if self.next:
            body["next"] = self.next
        return {**body, **self.data}


# -- what was sent ------------------------------------------------------------------------------------------
class BadInput(Refusal):
    """提交的内容无法识别"""

    code = "bad_input"


class FormInvalid(Refusal):
    """表单有需要更正的内容"""

    code = "form_invalid"
    next = "请按各项提示更正后重新提交，已填内容不会丢失。"

    def __init__(self, fields: dict[str, list[str]], detail: str = ""):
        """
        Args:
            fields: form field key → Chinese messages.
        """
        super().__init__(detail or "；".join(f"{k}：{'、'.join(v)}" for k, v in fields.items()), fields=fields)
        self.fields = fields


class ReasonNeeded(FormInvalid):
    """须记明兼任的理由"""

    code = "reason_needed"
    next = "请填写“兼任理由”后重新提交，或者转由其他人员办理。"

    def __init__(self, detail: str, *, article: str, **data: Any):
        """
        Args:
            data: `held`, `wanted` duty codes and ids.
        """
        super().__init__({"duty_reason": ["请记明理由"]}, detail)
        self.article = article
        self.data.update(data)


class ExpressionError(Refusal):
    """表达式不能使用"""

    code = "expression_error"


class FileRefused(Refusal):
    """文件不能接收"""

    code = "file_refused"
    audited = True


class DefinitionInvalid(Refusal):
    """流程定义不能发布"""

    code = "definition_invalid"
    next = "请在设计器中按所列元素逐项修改后重新部署；正在运行的案件不受影响。"

    def __init__(self, problems: list[dict[str, Any]], detail: str = ""):
        """
        Args:
            problems: `{"rule", "element", "severity", "message"}` each.
        """
        errors = [p for p in problems if p.get("severity", "error") == "error"]
        super().__init__(detail or f"共 {len(errors)} 处问题：{errors[0]['message'] if errors else ''}", problems=problems)
        self.problems = problems


class RulePackInvalid(Refusal):
    """规则数据不能采用"""

    code = "rule_pack_invalid"
    next = "请按所列文件和行号更正；现行规则保持有效。"

    def __init__(self, problems: list[dict[str, Any]]):
        """
        Args:
            problems: `{"file", "line", "reason"}` each; line may be None.
        """
        first = problems[0]
        where = first["file"] + (f" 第 {first['line']} 行" if first.get("line") else "")
        super().__init__(f"共 {len(problems)} 处问题；{where}：{first['reason']}", problems=problems)
        self.problems = problems


class RollInvalid(RulePackInvalid):
    """导入文件不能采用"""

    code = "roll_invalid"
    next = "请按所列行号更正后重新导入；名册没有任何改动。"


# -- who is asking ------------------------------------------------------------------------------------------
class Unauthenticated(Refusal):
    """尚未登录"""

    code = "unauthenticated"
    next = "请登录后再办理。"


class SignInFailed(Refusal):
    """账号或密码不正确"""

    code = "sign_in_failed"
    next = "请核对后重试；连续失败将暂时锁定。"


class IdentityRefused(Refusal):
    """统一身份平台的登录没有被接受"""

    code = "identity_refused"
    next = "请重新从登录页进入；仍不能登录的，请使用本地账号或者联系系统管理员。"


class ProviderFault(Refusal):
    """统一身份平台暂时不可用"""

    code = "provider_fault"
    next = "请稍后再试，或者使用本地账号登录。"


class ProofNeeded(Refusal):
    """请再次确认是您本人"""

    code = "proof_needed"
    next = "请输入密码或动态口令，确认后继续办理，已填内容不会丢失。"


class NotFound(Refusal):
    """没有找到"""

    code = "not_found"
    next = "请核对编号；不属于您经办或管辖范围的内容不会显示。"


class NotEligible(Refusal):
    """不具备办理本环节的资格"""

    code = "not_eligible"
    audited = True


class DutyConflict(Refusal):
    """不能由您办理：办、审、定须由不同的人承担"""

    code = "duty_conflict"
    audited = True
    article = "行政处罚法第五十八条；办、审、定三分离"


class NotInAuthority(Refusal):
    """本单位没有这项执法权"""

    code = "not_in_authority"
    audited = True
    article = "行政处罚法第十七条、第二十四条"


class Forbidden(Refusal):
    """无权进行此项操作"""

    code = "forbidden"
    audited = True


# -- the state of the case ----------------------------------------------------------------------------------
class StaleVersion(Refusal):
    """内容已被更新"""

    code = "stale_version"
    next = "请刷新后查看最新内容，再决定是否继续。"


class TaskTaken(Refusal):
    """任务已由他人认领"""

    code = "task_taken"
    next = "可请其释放或转办给您。"


class TaskClosed(Refusal):
    """任务已经办结或取消"""

    code = "task_closed"
    next = "请返回待办查看最新任务。"


class CaseClosed(Refusal):
    """案件已经办结"""

    code = "case_closed"
    next = "案卷已经封存；确需更正的，请在结案审批中退回补正。"


class WrongState(Refusal):
    """目前不能这样办理"""

    code = "wrong_state"
    next = "请刷新后查看最新状态。"


class NotReturnable(Refusal):
    """本环节不能退回"""

    code = "not_returnable"


class Unmovable(Refusal):
    """案件不能移到新版本"""

    code = "unmovable"
    next = "案件可以继续按原版本办理；当前环节办结以后再试。"

    def __init__(self, reasons: list[str]):
        """
        Args:
            reasons: Chinese sentences, each naming the element.
        """
        super().__init__("；".join(reasons), reasons=reasons)
        self.reasons = reasons


class NeedsUnmet(Refusal):
    """前置程序尚未完成"""

    code = "needs_unmet"


class GateRefused(Refusal):
    """程序检查未通过"""

    code = "gate_refused"
    audited = True

    def __init__(self, findings: list[dict[str, Any]]):
        """
        Args:
            findings: `{"gate", "name", "article", "message", "next", "severity"}` each, blocking ones first.
        """
        first = findings[0]
        super().__init__("；".join(f["message"] for f in findings), article=first.get("article"),
                         next=first.get("next"), findings=findings)
        self.findings = findings


class ReviewOutdated(Refusal):
    """审核后案件内容已变化，原审核意见失效"""

    code = "review_outdated"
    article = "行政处罚法第五十八条"
    next = "请重新提交法制审核。"


class ClockRefused(Refusal):
    """期限不能这样变更"""

    code = "clock_refused"


class DeadlinePassed(Refusal):
    """期限已经届满"""

    code = "deadline_passed"


# -- the engine itself --------------------------------------------------------------------------------------
class KeyReused(Refusal):
    """同一幂等键用于不同的内容"""

    code = "key_reused"
    next = "请为新的提交使用新的 Idempotency-Key。"


class Incident(Refusal):
    """流程运行出现异常，已停止并保留原状"""

    code = "incident"
    next = "案件未作任何改动。请联系流程管理员检查流程定义。"


class Busy(Refusal):
    """案件正在由他人办理，请稍后再试"""

    code = "busy"


class WrongMode(Refusal):
    """当前运行模式不允许"""

    code = "wrong_mode"
