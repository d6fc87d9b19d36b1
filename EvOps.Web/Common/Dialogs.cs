using Radzen;

namespace EvOps.Web.Common;

/// <summary>Asking before a step that cannot be taken back.</summary>
public static class Dialogs
{
    /// <summary>Shows what the step will do and waits for the click; true when it was clicked.</summary>
    public static async Task<bool> ConfirmStepAsync(
        this DialogService dialogs, string title, string does, IReadOnlyList<string> consequences, bool isDangerous = true)
    {
        var answer = await dialogs.OpenAsync<ConfirmStep>(
            title,
            new Dictionary<string, object?>
            {
                [nameof(ConfirmStep.Does)] = does,
                [nameof(ConfirmStep.Consequences)] = consequences,
                [nameof(ConfirmStep.IsDangerous)] = isDangerous,
            },
            new DialogOptions { Width = "min(480px, calc(100vw - 32px))", CloseDialogOnEsc = true, AutoFocusFirstElement = true });
        return answer is true;
    }
}
