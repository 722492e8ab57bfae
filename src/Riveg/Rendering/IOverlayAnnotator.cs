using SkiaSharp;

namespace Riveg.Rendering;

/// <summary>Draws one aspect of a scene, over what earlier annotators drew.</summary>
internal interface IOverlayAnnotator
{
    /// <summary>Draws onto a canvas whose units are pixels of the scene's picture.</summary>
    void Draw(SKCanvas canvas, OverlayScene scene);
}
